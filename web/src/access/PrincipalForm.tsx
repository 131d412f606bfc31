import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { createPrincipal, type PrincipalWish } from "../api/access";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { ROLES } from "./Principals";

export function PrincipalForm({ onClose, onMade }: { onClose: () => void; onMade: () => void }) {
  const { t } = useTexts();
  const [form] = Form.useForm<PrincipalWish>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();

  const make = async (wish: PrincipalWish) => {
    setBusy(true);
    setError(undefined);
    try {
      await createPrincipal({ ...wish, name: wish.name.trim(), tier: wish.tier.trim() });
      onMade();
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      title={t.access.newPrincipal}
      okText={t.do.create}
      cancelText={t.do.cancel}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={make} initialValues={{ role: "user", tier: "standard" }}>
        <Form.Item name="name" label={t.access.principalName} rules={[{ required: true, whitespace: true, message: t.access.keyNameNeeded }]}>
          <Input autoFocus maxLength={100} onPressEnter={form.submit} />
        </Form.Item>
        <Form.Item name="role" label={t.access.role}>
          <Select options={ROLES.map((role) => ({ value: role, label: t.role[role] }))} />
        </Form.Item>
        <Form.Item name="tier" label={t.access.tier} extra={t.access.tierHint}>
          <Input maxLength={60} />
        </Form.Item>
      </Form>
      {error && <Failure error={error} />}
    </Modal>
  );
}
