import { lazy, Suspense } from "react";
import { Failure } from "../notices/Failure";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { SignIn } from "./SignIn";
import { useSession } from "./SessionProvider";
import styles from "./SignIn.module.css";

const Frame = lazy(() => import("../frame/Frame").then((m) => ({ default: m.Frame })));

/** Those who are signed in go to the rooms, the others are asked for a key. */
export function Door() {
  const { me, error, reload } = useSession();
  if (error) {
    return (
      <main className={styles.page}>
        <Failure error={error} retry={reload} />
      </main>
    );
  }
  if (me === undefined) return null;
  if (me === null) return <SignIn />;
  return (
    <Suspense fallback={<RoomSkeleton />}>
      <Frame />
    </Suspense>
  );
}
