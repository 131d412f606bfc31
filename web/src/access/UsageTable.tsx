import { Table, type TableColumnsType } from "antd";
import type { Principal, UsageBy, UsageRow } from "../api/types";
import { useTexts } from "../texts/TextsProvider";
import { count, money } from "../texts/numbers";
import styles from "./Access.module.css";

interface Props {
  rows: UsageRow[];
  by: UsageBy;
  people: Principal[];
}

type Figure = "requests" | "prompt_tokens" | "completion_tokens" | "blocked" | "refused" | "cost";

export function UsageTable({ rows, by, people }: Props) {
  const { t, language } = useTexts();
  const subject = (row: UsageRow) => (by === "principal" ? (people.find((one) => one.id === row.principal)?.name ?? row.principal) : row[by]);
  const figure = (title: string, field: Figure, responsive?: ("md" | "lg")[]): TableColumnsType<UsageRow>[number] => ({
    title,
    align: "right",
    className: "number",
    render: (_, row) => (field === "cost" ? money(row.cost) : count(row[field], language)),
    ...(responsive ? { responsive } : {}),
  });
  const columns: TableColumnsType<UsageRow> = [
    { title: t.access[by], className: styles.subject ?? "", render: (_, row) => subject(row) ?? "–" },
    figure(t.access.requests, "requests"),
    figure(t.access.promptTokens, "prompt_tokens"),
    figure(t.access.completionTokens, "completion_tokens"),
    figure(t.access.refusedCount, "refused", ["md"]),
    figure(t.access.blocked, "blocked", ["md"]),
    figure(t.access.cost, "cost", ["md"]),
  ];
  const sorted = by === "day" ? [...rows].sort((a, b) => (b.day ?? "").localeCompare(a.day ?? "")) : rows;
  return <Table<UsageRow> size="small" rowKey={(row) => row[by] ?? ""} columns={columns} dataSource={sorted} pagination={false} />;
}
