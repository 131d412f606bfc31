import { PlusOutlined } from "../theme/icons";
import { App, Button, Skeleton } from "antd";
import { useState } from "react";
import { keys as loadKeys, revokeKey } from "../api/access";
import type { Key, NewKey } from "../api/types";
import { useResource } from "../api/useResource";
import head from "../frame/RoomHead.module.css";
import { explain, Failure } from "../notices/Failure";
import { Nothing } from "../notices/Nothing";
import { useTexts } from "../texts/TextsProvider";
import { KeyForm } from "./KeyForm";
import { KeySecret } from "./KeySecret";
import { KeyTable } from "./KeyTable";
import { usePeople } from "./usePeople";
import styles from "./Access.module.css";

export function Keys() {
  const { t } = useTexts();
  const { modal, message } = App.useApp();
  const keys = useResource("keys", loadKeys);
  const { all, nameOf } = usePeople();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<NewKey>();

  const revoke = (key: Key) =>
    modal.confirm({
      title: t.access.revokeAsk(key.name),
      content: t.access.revokeDo,
      okText: t.access.revoke,
      okButtonProps: { danger: true },
      cancelText: t.do.cancel,
      onOk: () => revokeKey(key.id).then(keys.reload, (problem: Error) => void message.error(explain(problem, t).what)),
    });
  const make = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
      {t.access.newKey}
    </Button>
  );

  if (keys.error && !keys.data) return <Failure error={keys.error} retry={keys.reload} />;
  if (!keys.data) return <Skeleton active />;
  return (
    <>
      {keys.data.items.length > 0 && <div className={styles.tools}>{make}</div>}
      <div className={head.panel}>
        {keys.data.items.length > 0 ? (
          <KeyTable keys={keys.data.items} nameOf={nameOf} onRevoke={revoke} />
        ) : (
          <Nothing title={t.access.noKeys} action={make}>
            {t.access.noKeysDo}
          </Nothing>
        )}
      </div>
      {making && (
        <KeyForm
          people={all}
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
            keys.reload();
          }}
        />
      )}
      {made && <KeySecret made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
