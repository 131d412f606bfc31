import { Alert, Button } from "antd";
import { ApiError } from "../api/client";
import type { Texts } from "../texts/en";
import { useTexts } from "../texts/TextsProvider";

/** What happened and what to do, in the words of the server where it gave some. */
export function explain(error: Error, t: Texts): { what: string; todo: string; code: string | null } {
  if (!(error instanceof ApiError)) return { what: t.problem.crashed, todo: t.problem.crashedDo, code: error.message };
  if (error.code === "console.unreachable") return { what: t.problem.unreachable, todo: t.problem.unreachableDo, code: null };
  if (error.code === "console.broken_off") return { what: t.problem.brokenOff, todo: t.problem.brokenOffDo, code: null };
  if (!error.message) return { what: t.problem.unknown(error.status), todo: t.problem.unknownDo, code: null };
  return { what: error.message, todo: error.remedy, code: error.code };
}

interface Props {
  error: Error;
  retry?: (() => void) | undefined;
}

export function Failure({ error, retry }: Props) {
  const { t } = useTexts();
  const { what, todo, code } = explain(error, t);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={what}
      description={
        (todo || code) && (
          <>
            {todo && <div>{todo}</div>}
            {code && <div className="quiet code">{code}</div>}
          </>
        )
      }
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {t.do.retry}
          </Button>
        )
      }
    />
  );
}
