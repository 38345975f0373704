/**
 * A mail provider made of Debian's own programs: Dovecot for IMAP, Exim for SMTP, both in a temporary folder on free ports, as
 * nobody in particular. Only for tests that are asked for with ATELIER_SERVICES=1.
 * Before: dovecot.test.ts. After: the two processes, ended with the folder.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const DOVECOT = "/usr/sbin/dovecot";
const EXIM = "/usr/sbin/exim4";
const PASSWORD = "secret-of-both";
/** Whom these programs run as where the test is root: mail is delivered to no root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534, user: "nobody", group: "nogroup" } : null;
const USER = NOBODY?.user ?? process.env.USER ?? "nobody";
const GROUP = NOBODY?.group ?? USER;

/** What is missing here, in words; null: both are installed. */
export function debianMailLacks(): string | null {
  const missing = [
    ...(existsSync(DOVECOT) ? [] : ["dovecot-imapd"]),
    ...(existsSync(EXIM) ? [] : ["exim4-daemon-light"]),
  ];
  return missing.length > 0 ? `apt-get install ${missing.join(" ")}` : null;
}

export class DebianMail {
  readonly #root = mkdtempSync(join(tmpdir(), "atelier-mail-"));
  readonly #imapPort: number;
  readonly #smtpPort: number;
  #imap: ChildProcess | null = null;
  #smtp: ChildProcess | null = null;

  private constructor(imapPort: number, smtpPort: number) {
    this.#imapPort = imapPort;
    this.#smtpPort = smtpPort;
  }

  /** Both servers, with the mailboxes of robin (the owner) and nora. */
  static async start(): Promise<DebianMail> {
    const mail = new DebianMail(await freePort(), await freePort());
    mail.#write();
    await mail.startImap();
    mail.#smtp = run(EXIM, ["-C", mail.#at("exim.conf"), "-bdf", "-q1s"]);
    await answers(mail.#smtpPort);
    return mail;
  }

  environment(query = "folders=INBOX,Clients&trusts=mx.vale.example"): Readonly<Record<string, string>> {
    const who = `robin:${encodeURIComponent(PASSWORD)}@127.0.0.1`;
    return {
      MAIL_IMAP_URL: `imap://${who}:${this.#imapPort}/?${query}`,
      MAIL_SMTP_URL: `smtp://${who}:${this.#smtpPort}`,
    };
  }

  /** The door of the provider that others' mail comes in by: no login, and only to its own people. */
  get door(): { host: string; port: number; secure: boolean; login: null } {
    return { host: "127.0.0.1", port: this.#smtpPort, secure: false, login: null };
  }

  async startImap(): Promise<void> {
    this.#imap = run(DOVECOT, ["-F", "-c", this.#at("dovecot.conf")]);
    await answers(this.#imapPort);
  }

  async stopImap(): Promise<void> {
    await ended(this.#imap);
    this.#imap = null;
  }

  /** Forgets how mail was numbered, as after a repair: the next start makes new numbers. */
  forgetNumbers(): void {
    const maildir = this.#at("mail", "robin");
    for (const name of readdirSync(maildir, { recursive: true, encoding: "utf8" }))
      if (/(?:^|\/)dovecot[.-]/.test(name)) rmSync(join(maildir, name), { recursive: true, force: true });
  }

  /** Puts a message where it has lain for long, or where another program has put it. */
  place(folder: string, raw: string, name: string): void {
    const path = this.#at("mail", "robin", ...(folder === "INBOX" ? [] : [`.${folder}`]));
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(path, part), { recursive: true });
    writeFileSync(join(path, "tmp", name), raw);
    cpSync(join(path, "tmp", name), join(path, "cur", `${name}:2,S`));
    rmSync(join(path, "tmp", name));
    this.#give();
  }

  /** The messages of somebody's folder. */
  lies(user: string, folder = "INBOX"): string[] {
    const path = this.#at("mail", user, ...(folder === "INBOX" ? [] : [`.${folder}`]));
    return ["new", "cur"].flatMap((part) => {
      const at = join(path, part);
      return existsSync(at) ? readdirSync(at).map((name) => readFileSync(join(at, name), "utf8")) : [];
    });
  }

  async stop(): Promise<void> {
    await Promise.all([ended(this.#imap), ended(this.#smtp)]);
    rmSync(this.#root, { recursive: true, force: true });
  }

  #at(...steps: string[]): string {
    return join(this.#root, ...steps);
  }

  #write(): void {
    for (const folder of ["run", "state", "spool", "log", "mail"]) mkdirSync(this.#at(folder));
    writeFileSync(this.#at("dovecot.conf"), dovecotConf(this.#root, this.#imapPort));
    writeFileSync(this.#at("exim.conf"), eximConf(this.#root, this.#smtpPort));
    chmodSync(this.#at("exim.conf"), 0o644);
    this.#give();
  }

  #give(): void {
    if (!NOBODY) return;
    chownSync(this.#root, NOBODY.uid, NOBODY.gid);
    for (const name of readdirSync(this.#root, { recursive: true, encoding: "utf8" }))
      if (existsSync(this.#at(name))) chownSync(this.#at(name), NOBODY.uid, NOBODY.gid);
  }
}

function run(program: string, args: readonly string[]): ChildProcess {
  const as = NOBODY ? { uid: NOBODY.uid, gid: NOBODY.gid } : {};
  return spawn(program, args, { ...as, stdio: "ignore", env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } });
}

async function ended(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 5000);
  await over;
  clearTimeout(force);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (!address || typeof address !== "object") throw new Error("no free port");
  return address.port;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => {
        resolve(true);
        socket.destroy();
      });
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nothing answers on port ${port}`);
}

function dovecotConf(root: string, port: number): string {
  return `
protocols = imap
base_dir = ${root}/run
state_dir = ${root}/state
log_path = ${root}/log/dovecot
ssl = no
disable_plaintext_auth = no
default_internal_user = ${USER}
default_internal_group = ${GROUP}
default_login_user = ${USER}
listen = 127.0.0.1
mail_location = maildir:${root}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${USER} gid=${GROUP} home=${root}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
  mailbox Clients {
    auto = create
  }
}
`;
}

/** Takes mail for vale.example from anybody, and for everybody from who is let in; delivers it into the same mailboxes. */
function eximConf(root: string, port: number): string {
  return `
primary_hostname = mx.vale.example
spool_directory = ${root}/spool
log_file_path = ${root}/log/exim-%slog
pid_file_path = ${root}/exim.pid
exim_user = ${USER}
exim_group = ${GROUP}
never_users =
trusted_users = ${USER}
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts =
auth_advertise_hosts = *
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
begin acl
acl_rcpt:
  accept authenticated = *
  accept domains = vale.example
  deny message = not without a login
acl_data:
  accept
begin routers
people:
  driver = accept
  domains = vale.example : whitfield.example
  local_parts = robin : nora
  transport = maildir
begin transports
maildir:
  driver = appendfile
  maildir_format
  directory = ${root}/mail/$local_part_data
  create_directory
  delivery_date_add
  envelope_to_add
  return_path_add
begin retry
* * F,1s,1s
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{robin}}{eq{$auth3}{${PASSWORD}}}}}
  server_set_id = $auth2
`;
}
