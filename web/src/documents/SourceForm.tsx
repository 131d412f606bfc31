import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { addSource, type SourceKind } from "../api/sources";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";

interface Props {
  base: string;
  onClose: () => void;
  onSaved: () => void;
}

type Wish = { name: string; kind: SourceKind; every_s: number | null } & Record<string, string>;

/** What each kind of source is described by; `lines` are typed one a line, `secret` is not shown. */
const fields: Record<SourceKind, { name: string; needed?: boolean; lines?: boolean; secret?: boolean }[]> = {
  folder: [{ name: "path", needed: true }, { name: "include", lines: true }],
  urls: [{ name: "urls", needed: true, lines: true }],
  s3: [
    { name: "endpoint", needed: true },
    { name: "bucket", needed: true },
    { name: "prefix" },
    { name: "access_key" },
    { name: "secret_key", secret: true },
  ],
  sql: [
    { name: "url", needed: true, secret: true },
    { name: "query", needed: true },
    { name: "key", needed: true },
    { name: "title" },
  ],
  git: [{ name: "url", needed: true }, { name: "branch" }, { name: "folder" }, { name: "include", lines: true }],
};
const HOUR = 3600;

export function SourceForm({ base, onClose, onSaved }: Props) {
  const { t } = useTexts();
  const [form] = Form.useForm<Wish>();
  const kind = Form.useWatch("kind", form) ?? "folder";
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();

  const save = async (wish: Wish) => {
    const given = fields[wish.kind].flatMap(({ name, lines }) => {
      const value = wish[name]?.trim();
      return value ? [[name, lines ? value.split("\n").map((line) => line.trim()).filter(Boolean) : value] as const] : [];
    });
    setBusy(true);
    setError(undefined);
    try {
      await addSource(base, { name: wish.name.trim(), every_s: wish.every_s, spec: { kind: wish.kind, ...Object.fromEntries(given) } });
      onSaved();
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal open title={t.sources.add} okText={t.do.create} cancelText={t.do.cancel} confirmLoading={busy} onOk={form.submit} onCancel={onClose}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={save} initialValues={{ kind: "folder", every_s: 24 * HOUR }}>
        <Form.Item name="name" label={t.sources.name} rules={[{ required: true, whitespace: true, message: t.documents.baseNameNeeded }]}>
          <Input autoFocus maxLength={120} />
        </Form.Item>
        <Form.Item name="kind" label={t.sources.kind}>
          <Select options={(Object.keys(fields) as SourceKind[]).map((value) => ({ value, label: t.sources.kinds[value] }))} />
        </Form.Item>
        {fields[kind].map(({ name, needed, lines, secret }) => (
          <Form.Item
            key={`${kind}-${name}`}
            name={name}
            label={t.sources.fields[name] ?? name}
            extra={lines && t.sources.oneALine}
            rules={needed ? [{ required: true, whitespace: true, message: t.sources.needed }] : []}
          >
            {lines ? <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} /> : secret ? <Input.Password autoComplete="off" /> : <Input />}
          </Form.Item>
        ))}
        <Form.Item name="every_s" label={t.sources.every}>
          <Select
            options={[
              { value: null, label: t.sources.byHand },
              ...[1, 6, 24, 24 * 7].map((hours) => ({ value: hours * HOUR, label: t.sources.hours(hours) })),
            ]}
          />
        </Form.Item>
      </Form>
      {error && <Failure error={error} />}
    </Modal>
  );
}
