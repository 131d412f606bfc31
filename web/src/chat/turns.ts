import type { Message } from "../api/chat";
import type { Action, AnswerFacts, Conversation } from "../api/types";

/** What is known of an answer; of a stored one less than of one that has just arrived. */
export type TurnFacts = Pick<AnswerFacts, "exchange" | "citations" | "verdicts" | "refused" | "label"> & { action: Action | undefined };

/** One message on the page: a question, or an answer in one of its states. */
export interface Turn {
  key: string;
  role: "user" | "assistant";
  text: string;
  state: "waiting" | "streaming" | "done" | "stopped" | "failed";
  facts?: TurnFacts | undefined;
  error?: Error | undefined;
}

/** The turns of a stored conversation. */
export function turnsOf(conversation: Conversation): Turn[] {
  return conversation.messages.map((message, index) => ({
    key: `${conversation.id}-${index}`,
    role: message.role,
    text: message.content,
    state: "done",
    facts: message.role === "assistant" ? factsOf(message) : undefined,
  }));
}

function factsOf(message: Conversation["messages"][number]): TurnFacts {
  return {
    exchange: message.exchange ?? "",
    action: message.action,
    refused: message.refused ?? false,
    citations: message.citations ?? [],
    verdicts: message.verdicts ?? [],
    label: message.label ?? null,
  };
}

/** What the model is told of the turns so far: complete ones only, an unanswered question is left out. */
export function messagesOf(turns: Turn[]): Message[] {
  const messages: Message[] = [];
  for (let i = 0; i + 1 < turns.length; i += 2) {
    const [question, answer] = [turns[i], turns[i + 1]];
    if (!question || !answer || answer.state !== "done") continue;
    messages.push({ role: "user", content: question.text }, { role: "assistant", content: answer.text });
  }
  return messages;
}
