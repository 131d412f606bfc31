import { Tabs } from "antd";
import { useNavigate, useParams } from "react-router";
import { RoomHead } from "../frame/RoomHead";
import head from "../frame/RoomHead.module.css";
import { useMe } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";
import { Keys } from "./Keys";
import { Principals } from "./Principals";
import { Usage } from "./Usage";

export function AccessRoom() {
  const { t } = useTexts();
  const { principal } = useMe();
  const { tab = "keys" } = useParams();
  const navigate = useNavigate();
  const tabs = [
    { key: "keys", label: t.access.keys, children: <Keys /> },
    ...(principal.role === "admin" ? [{ key: "principals", label: t.access.principals, children: <Principals /> }] : []),
    { key: "usage", label: t.access.usage, children: <Usage /> },
  ];
  return (
    <div className={head.room}>
      <RoomHead title={t.access.title} lead={t.access.lead} />
      <Tabs activeKey={tab} onChange={(key) => void navigate(`/access/${key}`)} items={tabs} destroyOnHidden />
    </div>
  );
}
