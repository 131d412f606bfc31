import { PlusOutlined } from "../theme/icons";
import { App, Button, Select, Skeleton, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { changePrincipal, principals as loadPrincipals } from "../api/access";
import type { Principal, Role } from "../api/types";
import { useResource } from "../api/useResource";
import head from "../frame/RoomHead.module.css";
import { explain, Failure } from "../notices/Failure";
import { useMe } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";
import { PrincipalForm } from "./PrincipalForm";
import styles from "./Access.module.css";

export const ROLES: Role[] = ["admin", "builder", "user", "auditor"];

/** Who may ask; an administrator changes roles here, but not the own one. */
export function Principals() {
  const { t } = useTexts();
  const { message } = App.useApp();
  const me = useMe().principal;
  const people = useResource("principals", loadPrincipals);
  const [making, setMaking] = useState(false);

  const change = (one: Principal, role: Role) =>
    changePrincipal(one.id, { role }).then(
      () => {
        void message.success(t.access.changed);
        people.reload();
      },
      (problem: Error) => void message.error(explain(problem, t).what),
    );
  const columns: TableColumnsType<Principal> = [
    { title: t.access.principalName, render: (_, one) => <span className={styles.name}>{one.name}</span> },
    {
      title: t.access.role,
      width: 170,
      render: (_, one) => (
        <Select
          size="small"
          value={one.role}
          disabled={one.id === me.id}
          aria-label={t.access.changeRole(one.name)}
          options={ROLES.map((role) => ({ value: role, label: t.role[role] }))}
          onChange={(role) => void change(one, role)}
          style={{ width: 140 }}
        />
      ),
    },
    { title: t.access.tier, width: 120, responsive: ["md"], render: (_, one) => one.tier },
    { title: "ID", responsive: ["lg"], render: (_, one) => <span className="code quiet">{one.id}</span> },
  ];

  if (people.error && !people.data) return <Failure error={people.error} retry={people.reload} />;
  if (!people.data) return <Skeleton active />;
  return (
    <>
      <div className={styles.tools}>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {t.access.newPrincipal}
        </Button>
      </div>
      <div className={head.panel}>
        <Table<Principal> size="middle" rowKey="id" columns={columns} dataSource={people.data.items} pagination={false} />
      </div>
      {making && (
        <PrincipalForm
          onClose={() => setMaking(false)}
          onMade={() => {
            setMaking(false);
            people.reload();
          }}
        />
      )}
    </>
  );
}
