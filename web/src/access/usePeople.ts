import { useCallback } from "react";
import { principals as loadPrincipals } from "../api/access";
import type { Principal } from "../api/types";
import { useResource } from "../api/useResource";

interface People {
  all: Principal[];
  /** The name behind an id; the id itself for those that one may not see. */
  nameOf: (id: string) => string;
}

/** The principals that the signed-in one may see: everybody for an administrator, otherwise oneself. */
export function usePeople(): People {
  const { data } = useResource("people", loadPrincipals);
  const all = data?.items ?? NOBODY;
  const nameOf = useCallback((id: string) => all.find((one) => one.id === id)?.name ?? id, [all]);
  return { all, nameOf };
}

const NOBODY: Principal[] = [];
