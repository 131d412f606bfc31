/** What the stand-in knows: a few bases with documents, written for it. */

const hour = 3_600_000;
const now = Date.now();

function elements(lines) {
  let start = 0;
  const path = [];
  return lines.map(([kind, text, page, level]) => {
    if (kind === "heading") path.splice(level - 1, path.length, text);
    const element = { kind, text, page: page ?? null, box: null, level: level ?? null, headings: [...path], start };
    start += text.length + 2;
    return element;
  });
}

/** The elements of a text that somebody uploaded: a line each. */
export const readLines = (text) => elements(text.split("\n").filter(Boolean).map((line) => (line.startsWith("#") ? ["heading", line.replace(/^#+ /, ""), null, line.indexOf(" ")] : ["paragraph", line])));

const leave = elements([
  ["heading", "员工休假与考勤管理办法", 1, 1],
  ["paragraph", "为规范员工休假管理，保障员工身心健康，根据国家有关规定并结合本行实际，制定本办法。", 1],
  ["heading", "第一章 总则", 1, 2],
  ["paragraph", "第一条 本办法适用于与本行签订劳动合同的全体员工。劳务派遣人员参照执行。", 1],
  ["paragraph", "第二条 人力资源部是休假管理的主管部门，负责制度的解释、执行与监督。", 1],
  ["heading", "第二章 年休假", 2, 2],
  ["paragraph", "第五条 员工累计工作已满一年不满十年的，年休假五天；已满十年不满二十年的，年休假十天；已满二十年的，年休假十五天。", 2],
  ["table", "| 累计工作年限 | 年休假天数 | 最多可结转天数 |\n| --- | --- | --- |\n| 满 1 年不满 10 年 | 5 天 | 2 天 |\n| 满 10 年不满 20 年 | 10 天 | 5 天 |\n| 满 20 年 | 15 天 | 7 天 |", 2],
  ["paragraph", "第六条 年休假应在当年安排。确因工作需要不能安排的，经分管行领导批准，可结转至次年六月三十日前使用，逾期作废。", 2],
  ["heading", "第三章 病假", 3, 2],
  ["paragraph", "第九条 员工因病需要停止工作的，应当提供二级以上医院出具的诊断证明。连续病假超过三天的，须在返岗后两个工作日内补交病历。", 3],
  ["list", "- 病假期间工资按照本行薪酬制度发放。\n- 提供虚假证明的，按旷工处理。", 3],
]);

const outage = elements([
  ["heading", "Incident handbook for the payment gateway", null, 1],
  ["paragraph", "This handbook tells the people on call what to do when card payments fail. It is reviewed every quarter by the operations board."],
  ["heading", "Severity levels", null, 2],
  ["paragraph", "A severity 1 incident must be acknowledged within 5 minutes and a bridge call opened within 15 minutes. Severity 2 incidents are acknowledged within 30 minutes."],
  ["table", "| Severity | Acknowledge | Update the status page |\n| --- | --- | --- |\n| 1 | 5 minutes | every 20 minutes |\n| 2 | 30 minutes | every hour |\n| 3 | next working day | not needed |"],
  ["heading", "Who decides", null, 2],
  ["paragraph", "The incident commander decides alone about rolling back a release. A rollback never waits for the root cause."],
  ["code", "weirctl rollback payment-gateway --to previous --reason INC-4711"],
]);

export const bases = [
  { id: "kb_01k9rules", name: "行内制度", description: "人力、财务与合规方面的现行制度。", owner: "prn_admin", documents: 3, chunks: 148, created_at: now - 300 * hour, status: "ready" },
  { id: "kb_01k9operations", name: "Operations handbooks", description: "Runbooks for the teams on call.", owner: "prn_admin", documents: 1, chunks: 31, created_at: now - 90 * hour, status: "ready" },
];

const document = (id, kb, name, size, more) => ({
  id, kb, name, size, media_type: "application/pdf", sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  status: "ready", progress: 1, pages: 3, chunks: 42, error: null, created_at: now - 200 * hour, updated_at: now - 199 * hour, ...more,
});

export const documents = [
  document("doc_leave", "kb_01k9rules", "员工休假与考勤管理办法（2026 年修订）.pdf", 482_113),
  document("doc_travel", "kb_01k9rules", "差旅费报销标准与审批权限一览表（含境外）.xlsx", 88_402, { media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", pages: null, chunks: 106 }),
  document("doc_scan", "kb_01k9rules", "合同扫描件_加密.pdf", 2_204_113, {
    status: "failed", progress: 0.1, pages: null, chunks: 0,
    error: { code: "document.encrypted", message: "合同扫描件_加密.pdf 需要密码才能打开。", remedy: "请去掉密码后重新上传。" },
  }),
  document("doc_outage", "kb_01k9operations", "payment-gateway-incident-handbook.md", 18_220, { media_type: "text/markdown", pages: null, chunks: 31 }),
];

export const contents = { doc_leave: leave, doc_outage: outage };

export const assistants = [
  {
    name: "weir-guide", model: "app/weir-guide", version: 3, knowledge_bases: ["kb_01k9rules"],
    title: { zh: "制度问答", en: "Policy assistant" },
    description: { zh: "依据行内制度回答，并标明出处；没有依据时如实说明。", en: "Answers from the documents, with the place; says so when they do not say." },
    suggestions: {
      zh: ["工作满十年的员工年休假有几天？", "当年没休完的年休假可以结转吗？", "病假需要什么证明？"],
      en: ["How quickly must a severity 1 incident be acknowledged?", "Who decides about a rollback?", "How many days of leave after ten years?"],
    },
  },
  {
    name: "plain", model: "app/plain", version: 1, knowledge_bases: [],
    title: { zh: "通用对话", en: "Plain chat" },
    description: { zh: "不使用知识库的对话。", en: "A conversation without knowledge bases." },
    suggestions: { zh: [], en: [] },
  },
];

export const models = [
  { name: "local/smollm2-135m", kind: "chat", source: "llama.cpp", state: "ready", default: true, digest: "sha256:5b6ff7d9f4d6a0c1e3bb7f1c99d3f2f8", licence: "Apache-2.0", size: 144_811_072 },
  { name: "local/minilm-l6", kind: "embedding", source: "onnxruntime", state: "absent", default: false, digest: "sha256:1d2c3b4a5f6e7d8c9b0a1f2e3d4c5b6a", licence: "Apache-2.0", size: 22_900_000 },
  { name: "local/lexical", kind: "rerank", source: "weir", state: "ready", default: true, digest: null, licence: "Apache-2.0", size: null },
  { name: "vllm/qwen3-32b", kind: "chat", source: "https://llm.internal.example/v1", state: "failed", default: false, digest: null, licence: "Apache-2.0", size: null },
];
