/**
 * What the real API documents about its requests, checked: an unknown field, a wrong type, a tool result nobody asked for.
 * Before: server.ts. A `Wrong` becomes a 400 with the body OpenAI gives it.
 */
import { z } from "zod";

const name = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const textPart = z.strictObject({ type: z.literal("text"), text: z.string() });
const content = z.union([z.string(), z.array(textPart).min(1)]);
const toolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal("function"),
  function: z.strictObject({ name, arguments: z.string() }),
});
const message = z.discriminatedUnion("role", [
  z.strictObject({ role: z.enum(["system", "developer"]), content, name: name.optional() }),
  z.strictObject({ role: z.literal("user"), content, name: name.optional() }),
  z.strictObject({
    role: z.literal("assistant"),
    content: content.nullable().optional(),
    refusal: z.string().nullable().optional(),
    name: name.optional(),
    tool_calls: z.array(toolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal("tool"), content, tool_call_id: z.string().min(1) }),
]);
const schemaObject = z.record(z.string(), z.unknown());
const metadata = z.record(z.string().max(64), z.string().max(512)).refine((all) => Object.keys(all).length <= 16);

const chatBody = z.strictObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  max_tokens: z.int().min(1).nullable().optional(),
  max_completion_tokens: z.int().min(1).nullable().optional(),
  temperature: z.number().min(0).max(2).nullable().optional(),
  top_p: z.number().min(0).max(1).nullable().optional(),
  n: z.literal(1).nullable().optional(),
  seed: z.int().nullable().optional(),
  stop: z
    .union([z.string(), z.array(z.string()).max(4)])
    .nullable()
    .optional(),
  store: z.boolean().nullable().optional(),
  metadata: metadata.nullable().optional(),
  user: z.string().optional(),
  service_tier: z.enum(["auto", "default", "flex", "scale", "priority"]).nullable().optional(),
  reasoning_effort: z.enum(["none", "minimal", "low", "medium", "high", "xhigh"]).nullable().optional(),
  parallel_tool_calls: z.boolean().optional(),
  stream: z.boolean().nullable().optional(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
    .nullable()
    .optional(),
  response_format: z
    .discriminatedUnion("type", [
      z.strictObject({ type: z.literal("text") }),
      z.strictObject({ type: z.literal("json_object") }),
      z.strictObject({
        type: z.literal("json_schema"),
        json_schema: z.strictObject({
          name,
          description: z.string().optional(),
          schema: schemaObject,
          strict: z.boolean().nullable().optional(),
        }),
      }),
    ])
    .optional(),
  tools: z
    .array(
      z.strictObject({
        type: z.literal("function"),
        function: z.strictObject({
          name,
          description: z.string().optional(),
          parameters: schemaObject.optional(),
          strict: z.boolean().nullable().optional(),
        }),
      }),
    )
    .min(1)
    .max(128)
    .optional(),
  tool_choice: z
    .union([
      z.enum(["none", "auto", "required"]),
      z.strictObject({ type: z.literal("function"), function: z.strictObject({ name }) }),
    ])
    .optional(),
});

const embeddingBody = z.strictObject({
  model: z.string().min(1),
  input: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(2048)]),
  encoding_format: z.enum(["float", "base64"]).optional(),
  dimensions: z.int().min(1).optional(),
  user: z.string().optional(),
});

const batchBody = z.strictObject({
  input_file_id: z.string(),
  endpoint: z.enum(["/v1/chat/completions", "/v1/embeddings"]),
  completion_window: z.literal("24h"),
  metadata: metadata.nullable().optional(),
});

const batchLine = z.strictObject({
  custom_id: z.string().min(1).max(512),
  method: z.literal("POST"),
  url: z.enum(["/v1/chat/completions", "/v1/embeddings"]),
  body: z.record(z.string(), z.unknown()),
});

export type ChatBody = z.infer<typeof chatBody>;
export type EmbeddingBody = z.infer<typeof embeddingBody>;
export type BatchBody = z.infer<typeof batchBody>;
export type BatchLine = z.infer<typeof batchLine>;

/** A request the API refuses, with what its error body carries. */
export class Wrong extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor(
    message: string,
    { status = 400, param = null, code = null }: { status?: number; param?: string | null; code?: string | null } = {},
  ) {
    super(message);
    this.status = status;
    this.param = param;
    this.code = code;
  }
}

/** What a server may lack: requests that name it are refused, as older and other servers do. */
export type Lack = "stream_options" | "json_schema" | "batches" | "max_tokens" | "max_completion_tokens" | "base64";

export function checkChat(value: unknown, lacks: ReadonlySet<Lack>): ChatBody {
  const body = checked(chatBody, value);
  if (body.stream_options && !body.stream)
    throw new Wrong("The 'stream_options' parameter is only allowed when 'stream' is enabled.", {
      param: "stream_options",
    });
  if (body.max_tokens && body.max_completion_tokens)
    throw new Wrong("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.");
  for (const lack of ["stream_options", "max_tokens", "max_completion_tokens"] as const)
    if (lacks.has(lack) && body[lack]) throw unsupported(lack);
  const form = body.response_format;
  if (form?.type === "json_schema") {
    if (lacks.has("json_schema")) throw unsupported("response_format");
    if (form.json_schema.strict) checkStrict(form.json_schema.schema, form.json_schema.name, []);
    if (form.json_schema.schema.type !== "object")
      throw schemaWrong(form.json_schema.name, [], "schema must be a JSON Schema of 'type: \"object\"'");
  }
  checkTurns(body.messages);
  return body;
}

export function checkEmbedding(value: unknown, lacks: ReadonlySet<Lack>): EmbeddingBody {
  const body = checked(embeddingBody, value);
  if (lacks.has("base64") && body.encoding_format === "base64") throw unsupported("encoding_format");
  return body;
}

export function checkBatch(value: unknown): BatchBody {
  return checked(batchBody, value);
}

export function checkBatchLine(value: unknown): BatchLine {
  return checked(batchLine, value);
}

function unsupported(param: string): Wrong {
  return new Wrong(`Unsupported parameter: '${param}' is not supported with this model.`, {
    param,
    code: "unsupported_parameter",
  });
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join(".") ?? "";
  if (issue?.code === "unrecognized_keys")
    throw new Wrong(`Unrecognized request argument supplied: ${issue.keys.join(", ")}`);
  throw new Wrong(`Invalid value for '${path}': ${issue?.message}`, { param: path, code: "invalid_value" });
}

/** Each call a model made is answered by its tool's message at once, and no message answers a call nobody made. */
function checkTurns(messages: ChatBody["messages"]): void {
  let open = new Set<string>();
  for (const [index, one] of messages.entries()) {
    if (one.role === "tool") {
      if (!open.delete(one.tool_call_id))
        throw new Wrong("messages with role 'tool' must be a response to a preceding message with 'tool_calls'.", {
          param: `messages.[${index}].role`,
        });
      continue;
    }
    if (open.size > 0)
      throw new Wrong(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.",
      );
    if (one.role === "assistant") {
      open = new Set((one.tool_calls ?? []).map((call) => call.id));
      if (!one.tool_calls && (one.content === undefined || one.content === null))
        throw new Wrong(`Invalid value for 'content': expected a string, got null.`, {
          param: `messages.[${index}].content`,
        });
    }
  }
  if (open.size > 0)
    throw new Wrong("An assistant message with 'tool_calls' must be followed by tool messages for each of them.");
}

const STRICT_KEYWORDS = new Set(
  "type properties required additionalProperties items enum const anyOf description title $defs $ref minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems pattern format".split(
    " ",
  ),
);

/** `strict: true` takes a subset: closed objects that require all they have. */
function checkStrict(value: unknown, name: string, path: readonly string[]): void {
  if (typeof value !== "object" || value === null) return;
  const schema = value as Record<string, unknown>;
  for (const keyword of Object.keys(schema))
    if (!STRICT_KEYWORDS.has(keyword)) throw schemaWrong(name, path, `'${keyword}' is not permitted`);
  const properties = (schema.properties ?? {}) as Record<string, unknown>;
  if (schema.type === "object") {
    if (schema.additionalProperties !== false)
      throw schemaWrong(name, path, "'additionalProperties' is required to be supplied and to be false");
    const required = new Set((schema.required ?? []) as string[]);
    for (const key of Object.keys(properties))
      if (!required.has(key)) throw schemaWrong(name, path, `'required' must include every key; missing '${key}'`);
  }
  for (const [key, inner] of Object.entries(properties)) checkStrict(inner, name, [...path, "properties", key]);
  checkStrict(schema.items, name, [...path, "items"]);
  for (const one of (schema.anyOf ?? []) as unknown[]) checkStrict(one, name, [...path, "anyOf"]);
  for (const one of Object.values((schema.$defs ?? {}) as object)) checkStrict(one, name, [...path, "$defs"]);
}

function schemaWrong(name: string, path: readonly string[], why: string): Wrong {
  return new Wrong(`Invalid schema for response_format '${name}': In context=(${path.join(", ")}), ${why}.`, {
    param: "response_format",
  });
}
