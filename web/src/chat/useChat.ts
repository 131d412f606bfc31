import { useCallback, useEffect, useRef, useState } from "react";
import * as api from "../api/chat";
import { messagesOf, turnsOf, type Turn } from "./turns";

interface Chat {
  turns: Turn[];
  /** The stored conversation that is open, null before the first answer. */
  conversation: string | null;
  app: string | null;
  loading: boolean;
  error: Error | undefined;
  asking: boolean;
  ask: (text: string, model: string, bases: string[]) => void;
  stop: () => void;
}

/** The conversation on the page: loaded by id, continued by asking. `onStored` hears the id it is stored under. */
export function useChat(id: string | null, onStored: (id: string) => void): Chat {
  const [turns, setTurns] = useState<Turn[]>([]);
  const [held, setHeld] = useState<{ id: string | null; app: string | null }>({ id: null, app: null });
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<Error>();
  const running = useRef<AbortController>(null);
  // Undefined: nothing has been opened yet, or what was being opened was left.
  const present = useRef<string | null | undefined>(undefined);

  useEffect(() => {
    if (present.current === id) return;
    present.current = id;
    running.current?.abort();
    running.current = null;
    setTurns([]);
    setError(undefined);
    setHeld({ id, app: null });
    if (id === null) return;
    const abort = new AbortController();
    setLoading(true);
    api
      .conversation(id, abort.signal)
      .then((found) => {
        setTurns(turnsOf(found));
        setHeld({ id, app: found.app });
      }, (problem: Error) => !abort.signal.aborted && setError(problem))
      .finally(() => !abort.signal.aborted && setLoading(false));
    return () => {
      abort.abort();
      if (present.current === id) present.current = undefined;
    };
  }, [id]);

  const change = useCallback((key: string, next: (turn: Turn) => Turn) => {
    setTurns((all) => all.map((turn) => (turn.key === key ? next(turn) : turn)));
  }, []);

  const ask = (text: string, model: string, bases: string[]) => {
    if (running.current) return;
    const abort = new AbortController();
    running.current = abort;
    const key = `${Date.now()}`;
    // The server puts the stored part of a conversation in front by itself.
    const before = held.id === null ? messagesOf(turns) : [];
    const question = { model, bases, conversation: held.id ?? "new", messages: [...before, { role: "user" as const, content: text }] };
    setTurns([...turns, { key: `${key}-q`, role: "user", text, state: "done" }, { key, role: "assistant", text: "", state: "waiting" }]);
    const pieces = gather((piece) => change(key, (turn) => ({ ...turn, state: "streaming", text: turn.text + piece })));
    api
      .ask(question, abort.signal, pieces.add)
      .then((facts) => {
        pieces.flush();
        change(key, (turn) => ({ ...turn, state: "done", facts }));
        if (running.current === abort && facts.conversation) {
          present.current = facts.conversation;
          setHeld((old) => ({ ...old, id: facts.conversation }));
          onStored(facts.conversation);
        }
      })
      .catch((problem: Error) => {
        pieces.flush();
        change(key, (turn) => (abort.signal.aborted ? { ...turn, state: "stopped" } : { ...turn, state: "failed", error: problem }));
      })
      .finally(() => {
        if (running.current === abort) running.current = null;
      });
  };

  const stop = useCallback(() => running.current?.abort(), []);
  const last = turns.at(-1);
  const asking = last?.state === "waiting" || last?.state === "streaming";
  return { turns, conversation: held.id, app: held.app, loading, error, asking, ask, stop };
}

/** Hand pieces on at most once a frame: a fast model sends many more than a screen can show. */
function gather(give: (text: string) => void): { add: (text: string) => void; flush: () => void } {
  let text = "";
  let frame = 0;
  const flush = () => {
    cancelAnimationFrame(frame);
    frame = 0;
    if (text) give(text);
    text = "";
  };
  return {
    add: (piece) => {
      text += piece;
      if (!frame) frame = requestAnimationFrame(flush);
    },
    flush,
  };
}
