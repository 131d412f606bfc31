import { Table, Tag, Tooltip, type TableColumnsType } from "antd";
import type { ModelCard } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { bytes } from "../texts/numbers";
import { ModelTest } from "./ModelTest";
import styles from "./Models.module.css";

const colours = { ready: "success", absent: "default", failed: "error" } as const;

export function ModelTable({ models }: { models: ModelCard[] }) {
  const { t } = useTexts();
  const columns: TableColumnsType<ModelCard> = [
    {
      title: t.models.name,
      render: (_, model) => (
        <>
          <div className={styles.name}>
            {model.name} {model.default && <Tag color="processing">{t.models.isDefault}</Tag>}
          </div>
          <div className={styles.origin} title={model.source}>
            {t.models.kinds[model.kind] ?? model.kind} · {model.source}
          </div>
          <div className={styles.stateBelow}>
            <ModelState model={model} />
          </div>
        </>
      ),
    },
    {
      title: t.models.state,
      width: 110,
      responsive: ["md"],
      render: (_, model) => <ModelState model={model} />,
    },
    { title: t.models.licence, width: 150, responsive: ["md"], render: (_, model) => model.licence ?? "–" },
    { title: t.models.size, width: 90, align: "right", className: "number", responsive: ["lg"], render: (_, model) => (model.size ? bytes(model.size) : "–") },
    {
      title: t.models.digest,
      width: 170,
      responsive: ["lg"],
      render: (_, model) => <span className={`code quiet ${styles.digest}`} title={model.digest ?? ""}>{model.digest?.slice(0, 19) ?? "–"}</span>,
    },
    { title: <span className="unseen">{t.models.test}</span>, width: 150, align: "right", render: (_, model) => <ModelTest model={model} /> },
  ];
  return <Table<ModelCard> size="middle" rowKey="name" columns={columns} dataSource={models} pagination={false} />;
}

function ModelState({ model }: { model: ModelCard }) {
  const { t } = useTexts();
  return (
    <Tooltip title={model.state === "absent" ? t.models.absentDo : undefined}>
      <Tag color={colours[model.state]}>{t.models.states[model.state] ?? model.state}</Tag>
    </Tooltip>
  );
}
