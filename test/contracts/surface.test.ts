/** Every surface keeps the same contract. */
import { surfaceSuite } from "./surface.suite.ts";

surfaceSuite({ name: "console", lasting: false });
surfaceSuite({ name: "slack", lasting: true });
surfaceSuite({ name: "telegram", lasting: true });
