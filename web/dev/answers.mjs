import { contents, documents } from "./content.mjs";

const answers = [
  {
    when: /年休假有几天|ten years|leave after/i, document: "doc_leave", element: 6,
    quote: "已满十年不满二十年的，年休假十天",
    text: "累计工作**已满十年不满二十年**的员工，年休假为十天 [1]。\n\n| 累计工作年限 | 天数 |\n| --- | --- |\n| 满 10 年不满 20 年 | 10 天 |\n\n当年未休完的，最多可结转五天 [2]。",
    second: { element: 7, quote: "满 10 年不满 20 年 | 10 天 | 5 天" },
  },
  {
    when: /结转/, document: "doc_leave", element: 8, quote: "经分管行领导批准，可结转至次年六月三十日前使用，逾期作废",
    text: "可以。确因工作需要不能安排的，经分管行领导批准，可结转至次年六月三十日前使用，逾期作废 [1]。",
  },
  {
    when: /病假|证明/, document: "doc_leave", element: 10, quote: "应当提供二级以上医院出具的诊断证明",
    text: "应当提供二级以上医院出具的诊断证明 [1]。<b onclick=alert(1)>HTML 会按文字显示</b>",
  },
  {
    when: /acknowledged|severity/i, document: "doc_outage", element: 3, quote: "A severity 1 incident must be acknowledged within 5 minutes",
    text: "A severity 1 incident must be acknowledged within 5 minutes [1], and a bridge call opened within 15 minutes.",
  },
  {
    when: /rollback|decides/i, document: "doc_outage", element: 6, quote: "The incident commander decides alone about rolling back a release.",
    text: "The incident commander decides alone about rolling back a release [1].",
  },
];

const names = {
  "privacy.identity": { zh: "泄露个人身份信息", en: "Disclosure of personal identity" },
  "safety.violence": { zh: "煽动暴力", en: "Incitement to violence" },
};

/** What the stand-in answers to a question: found, refused for want of evidence, or refused by a rule. */
export function answerTo(question, zh, bases = []) {
  if (/炸弹|bomb/i.test(question)) return byRule(zh);
  const found = bases.length ? inBases(question, bases) : answers.find((one) => one.when.test(question));
  if (!found) return { text: zh ? "所给文档没有说明这一点。" : "The documents do not say.", refused: true, action: "pass", citations: [], verdicts: [], evidence: passages("doc_leave", []) };
  const name = documents.find((one) => one.id === found.document).name;
  const cite = (n, element, quote) => {
    const { text, page, headings } = contents[found.document][element];
    const start = text.indexOf(quote);
    const place = page ? { page } : { heading: headings.join(" › ") };
    return { n, document: name, document_id: found.document, ...place, quote, start, end: start + quote.length, chunk: `chk_${found.document}_${element}` };
  };
  const citations = [cite(1, found.element, found.quote)];
  if (found.second) citations.push(cite(2, found.second.element, found.second.quote));
  const redacted = /1[3-9]\d{9}/.test(question);
  const verdicts = redacted ? [verdict("privacy.identity", "medium", "redact", zh ? "问题中含有手机号码。" : "A phone number stands in the question.", [0, 11])] : [];
  return { text: found.text, refused: false, action: redacted ? "redact" : "pass", citations, verdicts, evidence: passages(found.document, citations) };
}

/** The line of a base's documents that shares most long words with the question. */
function inBases(question, bases) {
  const words = question.toLowerCase().match(/[a-z]{6,}/g) ?? [];
  const lines = documents.filter((one) => bases.includes(one.kb)).flatMap((one) => (contents[one.id] ?? []).map(({ text }, element) => ({ document: one.id, element, text })));
  const shared = ({ text }) => words.filter((word) => text.toLowerCase().includes(word)).length;
  const best = lines.sort((a, b) => shared(b) - shared(a))[0];
  return best && shared(best) > 1 ? { ...best, quote: best.text, text: `${best.text} [1]` } : undefined;
}

function byRule(zh) {
  const why = zh ? "请求内容涉及制造爆炸物。" : "The request is about making explosives.";
  return {
    text: zh ? "这个问题无法回答。" : "This question cannot be answered.",
    refused: true, action: "refuse", citations: [], evidence: [], verdicts: [verdict("safety.violence", "high", "refuse", why, [2, 6])],
  };
}

const verdict = (risk, level, action, why, span) => ({ risk, risk_name: names[risk], level, score: 0.93, span, action, why, stage: "lexicon", side: "input" });

function passages(id, citations) {
  return (contents[id] ?? []).slice(3, 11).map((element, i) => ({
    id: `chk_${id}_${i + 3}`, document: documents.find((one) => one.id === id).name, document_id: id, page: element.page,
    headings: element.headings, text: element.text, score: 0.91 - i * 0.07, cited: citations.some((one) => one.chunk === `chk_${id}_${i + 3}`),
  }));
}

const plan = [
  ["admit", 310, { principal: "admin", quota: "7 of 60 requests this minute" }],
  ["resolve", 120, { app: "weir-guide", version: 3, model: "local/smollm2-135m", policy: "cn-tc260@4" }],
  ["screen_question", 640, { normalise_us: 90, lexicon_us: 210, patterns_us: 340 }],
  ["recall", 60, { standard_answers: 214, matched: null }],
  ["retrieve", 21_400, { route: "hybrid", candidates: 48, kept: 8, best_score: 0.91 }],
  ["generate", 1_284_000, { model: "local/smollm2-135m", prompt_tokens: 812, completion_tokens: 64 }],
  ["ground", 5_900, { sentences: 2, supported: 2, repaired: 0 }],
  ["screen_answer", 480, { windows: 4, held_us: 480 }],
  ["label", 95, { explicit: true, fields: 7 }],
  ["record", 1_900, { receipt: "signed", batch: 1 }],
];

/** The ten stages with times; a question that a rule stops never comes to generate. */
export function stagesOf(answer) {
  const stopped = answer.action === "refuse";
  let at = 0;
  return plan.map(([name, duration, details], i) => {
    const skipped = stopped && i > 2 && i < 8;
    const status = skipped ? "skipped" : i === 3 && !stopped ? "off" : "done";
    const stage = { name, status, start_us: at, duration_us: status === "done" ? duration : 0, details: status === "done" ? details : {} };
    at += stage.duration_us + 15;
    return stage;
  });
}

export const labelOf = (zh, id) => ({
  explicit: zh ? "内容由 AI 生成" : "AI-generated",
  implicit: {
    Label: "1", ContentProducer: "001191110000MA00000000", ProduceID: id, ReservedCode1: "a1b2c3d4",
    ContentPropagator: "001191110000MA00000000", PropagateID: id, ReservedCode2: "",
  },
});
