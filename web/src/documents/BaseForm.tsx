import { Form, Input, Modal } from "antd";
import { useState } from "react";
import { changeBase, createBase } from "../api/knowledge";
import type { Base } from "../api/types";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";

interface Props {
  /** The base to change; a new one is made without it. */
  base?: Base;
  onClose: () => void;
  onSaved: (base: Base) => void;
}

interface Wish {
  name: string;
  description?: string;
}

export function BaseForm({ base, onClose, onSaved }: Props) {
  const { t } = useTexts();
  const [form] = Form.useForm<Wish>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();

  const save = async (wish: Wish) => {
    const json = { name: wish.name.trim(), description: wish.description?.trim() ?? "" };
    setBusy(true);
    setError(undefined);
    try {
      onSaved(base ? await changeBase(base.id, json) : await createBase(json));
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={base ? t.documents.rename : t.documents.newBase}
      okText={base ? t.do.save : t.do.create}
      cancelText={t.do.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={save} initialValues={{ name: base?.name, description: base?.description }}>
        <Form.Item name="name" label={t.documents.baseName} rules={[{ required: true, whitespace: true, message: t.documents.baseNameNeeded }]}>
          <Input autoFocus maxLength={120} onPressEnter={form.submit} />
        </Form.Item>
        <Form.Item name="description" label={t.documents.baseDescription} extra={t.documents.baseDescriptionHint}>
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={500} />
        </Form.Item>
      </Form>
      {error && <Failure error={error} />}
    </Modal>
  );
}
