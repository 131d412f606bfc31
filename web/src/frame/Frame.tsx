import { App } from "antd";
import { Suspense, useEffect, useRef } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { Crash } from "../notices/Crash";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { useNarrow } from "../theme/useMedia";
import { NotFound } from "./NotFound";
import { SideBar } from "./SideBar";
import { TopBar } from "./TopBar";
import {
  AccessRoom,
  AuditRoom,
  ChatRoom,
  DocumentPage,
  DocumentsRoom,
  ExchangePage,
  ExchangesRoom,
  ModelsRoom,
} from "./rooms";
import styles from "./Frame.module.css";

/** The house around the rooms: menu, content, and a way past the menu for the keyboard. */
export function Frame() {
  const { t } = useTexts();
  const narrow = useNarrow();
  const main = useRef<HTMLElement>(null);
  const room = useLocation().pathname.split("/")[1] ?? "";
  const before = useRef(room);

  useEffect(() => {
    if (before.current !== room && before.current !== "") main.current?.focus();
    before.current = room;
  }, [room]);

  return (
    <App className={styles.frame ?? ""}>
      <a className={styles.skip} href="#main">
        {t.frame.skip}
      </a>
      {narrow ? <TopBar /> : <SideBar />}
      <main id="main" ref={main} tabIndex={-1} className={styles.main}>
        <Crash key={room}>
          <Suspense fallback={<RoomSkeleton />}>
            <Routes>
              <Route path="/" element={<Navigate to="/chat" replace />} />
              <Route path="/chat/:conversation?" element={<ChatRoom />} />
              <Route path="/documents/:base?" element={<DocumentsRoom />} />
              <Route path="/documents/:base/:document" element={<DocumentPage />} />
              <Route path="/exchanges" element={<ExchangesRoom />} />
              <Route path="/exchanges/:exchange" element={<ExchangePage />} />
              <Route path="/access/:tab?" element={<AccessRoom />} />
              <Route path="/models" element={<ModelsRoom />} />
              <Route path="/audit" element={<AuditRoom />} />
              <Route path="*" element={<NotFound />} />
            </Routes>
          </Suspense>
        </Crash>
      </main>
    </App>
  );
}
