import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { createKey, type KeyWish } from "../api/access";
import type { NewKey, Principal } from "../api/types";
import { Failure } from "../notices/Failure";
import { useMe } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";

interface Props {
  people: Principal[];
  onClose: () => void;
  onMade: (key: NewKey) => void;
}

interface Wish {
  name: string;
  principal?: string;
  days: number;
}

const DAY = 86_400_000;

export function KeyForm({ people, onClose, onMade }: Props) {
  const { t } = useTexts();
  const { principal } = useMe();
  const [form] = Form.useForm<Wish>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const terms = [
    { value: 30, label: t.access.days(30) },
    { value: 90, label: t.access.days(90) },
    { value: 365, label: t.access.year },
    { value: 0, label: t.access.never },
  ];

  const make = async (wish: Wish) => {
    const json: KeyWish = { name: wish.name.trim() };
    if (wish.principal && wish.principal !== principal.id) json.principal = wish.principal;
    if (wish.days > 0) json.expires_at = Date.now() + wish.days * DAY;
    setBusy(true);
    setError(undefined);
    try {
      onMade(await createKey(json));
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t.access.newKey}
      okText={t.do.create}
      cancelText={t.do.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={make} initialValues={{ days: 90, principal: principal.id }}>
        <Form.Item
          name="name"
          label={t.access.keyName}
          extra={t.access.keyNameHint}
          rules={[{ required: true, whitespace: true, message: t.access.keyNameNeeded }]}
        >
          <Input autoFocus maxLength={100} onPressEnter={form.submit} />
        </Form.Item>
        {people.length > 1 && (
          <Form.Item name="principal" label={t.access.principal}>
            <Select
              showSearch={{ optionFilterProp: "label" }}
              options={people.map((one) => ({ value: one.id, label: `${one.name} · ${t.role[one.role] ?? one.role}` }))}
            />
          </Form.Item>
        )}
        <Form.Item name="days" label={t.access.expiry}>
          <Select options={terms} />
        </Form.Item>
      </Form>
      {error && <Failure error={error} />}
    </Modal>
  );
}
