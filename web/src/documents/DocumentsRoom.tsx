import { PlusOutlined } from "../theme/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { bases as loadBases } from "../api/knowledge";
import type { Base } from "../api/types";
import { useResource } from "../api/useResource";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { RoomSkeleton } from "../notices/RoomSkeleton";
import { useTexts } from "../texts/TextsProvider";
import { useNarrow } from "../theme/useMedia";
import { BaseForm } from "./BaseForm";
import { BaseList } from "./BaseList";
import { BasePanel } from "./BasePanel";
import styles from "./Documents.module.css";

export function DocumentsRoom() {
  const { t } = useTexts();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const wanted = useParams()["base"];
  const bases = useResource("bases", loadBases);
  const [making, setMaking] = useState(false);

  if (bases.error && !bases.data) return <div className={head.room}><Failure error={bases.error} retry={bases.reload} /></div>;
  if (!bases.data) return <RoomSkeleton />;
  const all = bases.data.items;
  const open = all.find((one) => one.id === wanted) ?? all[0];
  const go = (base: Base | string) => void navigate(`/documents/${typeof base === "string" ? base : base.id}`);
  const make = (
    <Button type={open ? "default" : "primary"} icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t.documents.newBase}
    </Button>
  );

  return (
    <div className={head.room}>
      <RoomHead title={t.documents.title} lead={t.documents.lead} actions={open && make} />
      {!open && <div className={head.panel}><Nothing title={t.documents.noBase} action={make}>{t.documents.noBaseDo}</Nothing></div>}
      {open && (
        <div className={styles.split}>
          {narrow ? (
            <Select
              value={open.id}
              onChange={go}
              options={all.map((one) => ({ value: one.id, label: one.name }))}
              aria-label={t.documents.base}
            />
          ) : (
            <BaseList bases={all} open={open.id} />
          )}
          <BasePanel
            key={open.id}
            base={open}
            onChanged={bases.reload}
            onDeleted={() => {
              bases.reload();
              void navigate("/documents");
            }}
          />
        </div>
      )}
      {making && (
        <BaseForm
          onClose={() => setMaking(false)}
          onSaved={(base) => {
            setMaking(false);
            bases.reload();
            go(base);
          }}
        />
      )}
    </div>
  );
}
