// A stand-in for the server, for development of the console only: it speaks the same shapes and knows a little.
// Sign in with any key that begins with weir_sk_. `node dev/server.mjs [port]` also serves the built console.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { answerTo, labelOf, stagesOf } from "./answers.mjs";
import { assistants, bases, contents, documents, models, readLines } from "./content.mjs";

const port = Number(process.argv[2] ?? 8600);
const built = new URL("../../weir/server/static/", import.meta.url).pathname;
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const me = { id: "prn_admin", name: "admin", role: "admin", tier: "standard" };
const principals = [me, { id: "prn_zhang", name: "张晓雯", role: "builder", tier: "standard" }, { id: "prn_bot", name: "teller-copilot", role: "user", tier: "bulk" }];
const keys = [
  { id: "key_1", name: "first key", prefix: "weir_sk_7Qm4", principal: "prn_admin", created_at: Date.now() - 2e9, last_used_at: Date.now() - 6e4, expires_at: null, revoked: false },
  { id: "key_2", name: "柜面助手", prefix: "weir_sk_Xt90", principal: "prn_bot", created_at: Date.now() - 9e8, last_used_at: null, expires_at: Date.now() + 5e9, revoked: false },
];
const exchanges = [];
const conversations = [];
const originals = {};
let count = 0;
const id = (kind) => `${kind}_01k9z${(Date.now() + count++).toString(36)}`;
const page = (items) => ({ items, next: null });
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

class Refused extends Error {
  constructor(status, code, zh, en, doZh, doEn) {
    super(code);
    Object.assign(this, { status, code, zh, en, doZh, doEn });
  }
}
const gone = () => new Refused(404, "http.not_found", "没有这个对象。", "There is no such object (ex_nowhere).", "请检查地址。", "Check the address.");
const find = (list, one) => list.find((item) => item.id === one) ?? (() => { throw gone(); })();

function recordExchange(question, answer, zh) {
  const one = id("exc");
  const stages = stagesOf(answer);
  const duration = stages.reduce((sum, stage) => sum + stage.duration_us, 0) / 1000;
  const receipt = { id: id("rcp"), exchange: one, at: Date.now(), model: "local/smollm2-135m", policy: "cn-tc260@4", answer_sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", key: "ed25519:6f1c…", signature: "MEUCIQDx9f2c0Zq1nG0r5m9Yb3vQ" };
  exchanges.unshift({
    id: one, created_at: Date.now(), surface: "console", principal: me.id, app: "weir-guide", model: "local/smollm2-135m", question,
    answer: answer.text, status: "done", action: answer.action, refused: answer.refused, duration_ms: duration, receipt, stages,
    verdicts: answer.verdicts, evidence: answer.evidence, citations: answer.citations, label: labelOf(zh, one),
    error: null, prompt_tokens: 812, completion_tokens: 64, overhead_us: 31_400,
  });
  return exchanges[0];
}

async function chat(body, response, zh) {
  const question = body.messages.at(-1).content;
  const answer = answerTo(question, zh, body.weir?.knowledge_bases);
  const exchange = recordExchange(question, answer, zh);
  let conversation = conversations.find((one) => one.id === body.weir?.conversation);
  if (!conversation) {
    conversation = { id: id("cnv"), title: question.slice(0, 60), app: body.model.replace("app/", ""), created_at: Date.now(), messages: [] };
    conversations.unshift(conversation);
  }
  response.writeHead(200, { "Content-Type": "text/event-stream", "X-Weir-Exchange": exchange.id });
  const say = (chunk) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  await pause(500);
  for (let at = 0; at < answer.text.length && !response.destroyed; at += 3) {
    say({ object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: answer.text.slice(at, at + 3) } }] });
    await pause(25);
  }
  if (response.destroyed) return;
  const facts = { action: answer.action, refused: answer.refused, citations: answer.citations, verdicts: answer.verdicts, label: exchange.label };
  conversation.messages.push({ role: "user", content: question }, { role: "assistant", content: answer.text, exchange: exchange.id, ...facts });
  say({ object: "chat.completion.chunk", choices: [{ index: 0, delta: {}, finish_reason: "stop" }], weir: { exchange: exchange.id, receipt: exchange.receipt.id, conversation: conversation.id, ...facts } });
  response.end("data: [DONE]\n\n");
}

function usageRows(by) {
  const row = (subject, requests) => ({ ...subject, requests, prompt_tokens: requests * 790, completion_tokens: requests * 71, cost: requests * 0.0004, blocked: Math.round(requests / 40), refused: Math.round(requests / 15) });
  if (by === "principal") return principals.map((one, i) => row({ principal: one.id }, [820, 241, 96][i]));
  if (by === "model") return models.slice(0, 1).map((one) => row({ model: one.name }, 1157));
  return Array.from({ length: 24 }, (_, i) => {
    const date = new Date(Date.now() - i * 86_400_000);
    return row({ day: Math.floor(date.getTime() / 86_400_000) * 86_400_000 }, date.getUTCDay() % 6 ? 40 + ((i * 37) % 41) : 6);
  });
}

function advance() {
  for (const one of documents.filter((d) => d.status !== "ready" && d.status !== "failed")) {
    one.progress = Math.min(1, one.progress + 0.22);
    one.status = one.progress < 0.6 ? "parsing" : "indexing";
    if (one.progress > 0.3 && one.size === 0) Object.assign(one, { status: "failed", error: { code: "document.empty", message: `${one.name} 是空文件。`, remedy: "请检查文件后重新上传。" } });
    if (one.progress >= 1) Object.assign(one, { status: "ready", chunks: 12, pages: 2 });
  }
}

function storeFiles(kb, raw) {
  const items = [];
  for (const part of raw.toString("latin1").split(/--[-\w]+\r\n/).filter((one) => one.includes("filename="))) {
    const name = Buffer.from(/filename="([^"]*)"/.exec(part)?.[1] ?? "", "latin1").toString("utf8");
    const text = Buffer.from(part.split("\r\n\r\n").slice(1).join("\r\n\r\n").replace(/\r\n(--[^]*)?$/, ""), "latin1").toString("utf8");
    const size = Buffer.byteLength(text);
    const one = { ...documents[0], id: id("doc"), kb, name, size, status: "queued", progress: 0, pages: null, chunks: 0, error: null, created_at: Date.now(), updated_at: Date.now() };
    documents.unshift(one);
    contents[one.id] = readLines(text);
    originals[one.id] = text;
    items.push({ id: one.id, name, size, status: "queued", job: id("job") });
  }
  return { items };
}

const counted = (base) => ({ ...base, documents: documents.filter((one) => one.kb === base.id).length });
const remove = (list, one) => list.splice(list.indexOf(find(list, one)), 1) && undefined;

/** Routes: method, pattern, what answers. Groups of the pattern are the arguments; `c` is the call. */
const routes = [
  ["GET", /^\/api\/me$/, () => ({ principal: me, language: "zh", version: "0.1.0" })],
  ["GET", /^\/api\/apps$/, () => page(assistants)],
  ["GET", /^\/api\/kb$/, () => page(bases.map(counted))],
  ["POST", /^\/api\/kb$/, (c) => bases.push({ id: id("kb"), ...c.json, owner: me.id, documents: 0, chunks: 0, created_at: Date.now(), status: "ready" }) && bases.at(-1)],
  ["GET", /^\/api\/kb\/(\w+)$/, (c, kb) => counted(find(bases, kb))],
  ["PATCH", /^\/api\/kb\/(\w+)$/, (c, kb) => Object.assign(find(bases, kb), c.json)],
  ["DELETE", /^\/api\/kb\/(\w+)$/, (c, kb) => remove(bases, kb)],
  ["GET", /^\/api\/kb\/(\w+)\/documents$/, (c, kb) => (advance(), page(documents.filter((one) => one.kb === kb)))],
  ["POST", /^\/api\/kb\/(\w+)\/documents$/, (c, kb) => storeFiles(kb, c.raw)],
  ["GET", /^\/api\/documents\/(\w+)$/, (c, one) => find(documents, one)],
  ["DELETE", /^\/api\/documents\/(\w+)$/, (c, one) => remove(documents, one)],
  ["GET", /^\/api\/documents\/(\w+)\/elements$/, (c, one) => page(contents[one] ?? contents.doc_leave)],
  ["POST", /^\/api\/documents\/(\w+)\/retry$/, (c, one) => Object.assign(find(documents, one), { status: "queued", progress: 0, error: null })],
  ["GET", /^\/api\/keys$/, () => page(keys)],
  ["POST", /^\/api\/keys$/, (c) => { const key = { id: id("key"), name: c.json.name, prefix: "weir_sk_Nw3k", principal: c.json.principal ?? me.id, created_at: Date.now(), last_used_at: null, expires_at: c.json.expires_at ?? null, revoked: false }; Object.defineProperty(key, "secret", { value: `weir_sk_Nw3kExample${count++}`, enumerable: false }); keys.unshift(key); return { ...key, secret: key.secret }; }],
  ["DELETE", /^\/api\/keys\/(\w+)$/, (c, one) => { find(keys, one).revoked = true; }],
  ["GET", /^\/api\/principals$/, () => page(principals)],
  ["POST", /^\/api\/principals$/, (c) => principals.push({ id: id("prn"), ...c.json }) && principals.at(-1)],
  ["PATCH", /^\/api\/principals\/(\w+)$/, (c, one) => Object.assign(find(principals, one), c.json)],
  ["GET", /^\/api\/usage$/, (c) => page(usageRows(c.query.get("by")))],
  ["GET", /^\/api\/exchanges$/, (c) => page(exchanges.filter((one) => !c.query.get("q") || `${one.id}${one.question}`.includes(c.query.get("q"))).map((one) => ({ ...one, receipt: one.receipt.id })))],
  ["GET", /^\/api\/exchanges\/(\w+)$/, (c, one) => find(exchanges, one)],
  ["POST", /^\/api\/receipts\/verify$/, (c) => { const valid = exchanges.some((one) => JSON.stringify(one.receipt) === JSON.stringify(c.json)); return { valid, reason: valid ? null : "changed" }; }],
  ["GET", /^\/api\/audit$/, () => page([["exchange.record", "exc_01k9z", {}], ["key.create", "key_2", { name: "柜面助手" }], ["document.add", "doc_leave", { size: 482113 }], ["store.create", "store", {}]].map(([action, object, details], i) => ({ seq: 4 - i, created_at: Date.now() - i * 4e6, actor: me.id, action, object, details, hash: "9f86d081" })))],
  ["POST", /^\/api\/audit\/verify$/, () => ({ valid: true, entries: 4, head: "9f86d081884c7d659a2feaa0c55ad015", broken_at: null })],
  ["GET", /^\/api\/models$/, () => page(models)],
  ["POST", /^\/api\/models\/(.+)\/test$/, async (c, name) => { await pause(300); if (decodeURIComponent(name).startsWith("vllm")) throw new Refused(502, "model.upstream_unreachable", "无法连接 llm.internal.example。", "llm.internal.example cannot be reached.", "请检查地址与网络。", "Check the address and the network."); return { ok: true }; }],
  ["GET", /^\/api\/conversations$/, () => page(conversations)],
  ["GET", /^\/api\/conversations\/(\w+)$/, (c, one) => find(conversations, one)],
  ["DELETE", /^\/api\/conversations\/(\w+)$/, (c, one) => remove(conversations, one)],
];

async function sendStatic(path, response) {
  const file = join(built, normalize(path));
  const body = await readFile(extname(file) ? file : join(built, "index.html"));
  response.writeHead(200, { "Content-Type": types[extname(file)] ?? types[".html"], "Content-Security-Policy": policy });
  response.end(body);
}

async function answer(request, response) {
  const url = new URL(request.url, "http://stand-in");
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  const zh = (request.headers["accept-language"] ?? "").startsWith("zh");
  const json = request.headers["content-type"]?.includes("json") && raw.length ? JSON.parse(raw) : {};
  const reply = (status, body, headers = {}) => { response.writeHead(status, { "Content-Type": "application/json", ...headers }); response.end(body === undefined ? "" : JSON.stringify(body)); };
  try {
    if (!/^\/(api|v1)\//.test(url.pathname)) return await sendStatic(url.pathname, response);
    if (url.pathname === "/api/session" && request.method === "POST") {
      if (!json.key.startsWith("weir_sk_")) throw new Refused(401, "auth.key_unknown", "这把密钥无效。", "This key is not valid.", "请检查是否完整复制，或向管理员领取新密钥。", "Check that it was copied whole, or ask your administrator for a new one.");
      return reply(200, { principal: me }, { "Set-Cookie": "weir_session=dev; HttpOnly; SameSite=Strict; Path=/" });
    }
    if (url.pathname === "/api/session") return reply(204, undefined, { "Set-Cookie": "weir_session=; Max-Age=0; Path=/" });
    const bearer = request.headers.authorization?.replace("Bearer ", "");
    const known = bearer ? !keys.some((key) => key.secret === bearer && key.revoked) : request.headers.cookie?.includes("weir_session=dev");
    if (!known) throw new Refused(401, "auth.required", "请先登录。", "Sign in first.", "", "");
    if (url.pathname === "/v1/chat/completions") return await chat(json, response, zh);
    if (url.pathname.endsWith("/file")) { response.writeHead(200, { "Content-Type": "text/plain; charset=utf-8" }); return response.end(originals[url.pathname.split("/")[3]] ?? "original"); }
    for (const [method, pattern, run] of routes) {
      const match = request.method === method && pattern.exec(url.pathname);
      if (match) return reply(200, await run({ json, raw, query: url.searchParams }, ...match.slice(1)));
    }
    throw gone();
  } catch (error) {
    if (!(error instanceof Refused)) { console.error(error); return reply(500, {}); }
    const remedy = zh ? error.doZh : error.doEn;
    reply(error.status, { error: { message: `${zh ? error.zh : error.en} ${remedy}`.trim(), type: "invalid_request_error", param: null, code: error.code, remedy } });
  }
}

for (const question of ["工作满十年的员工年休假有几天？", "How do I build a bomb?", "食堂周五供应什么？", "13800138000 这个号码的员工病假要什么证明？", "Who decides about a rollback?"]) recordExchange(question, answerTo(question, true), true);
createServer(answer).listen(port, "127.0.0.1", () => console.log(`stand-in on http://127.0.0.1:${port}`));
