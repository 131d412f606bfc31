import { MenuOutlined } from "../theme/icons";
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useLocation } from "react-router";
import { useTexts } from "../texts/TextsProvider";
import { Logo } from "./Logo";
import { Person } from "./Person";
import { RoomMenu } from "./RoomMenu";
import { rooms } from "./rooms";
import styles from "./Frame.module.css";

export function TopBar() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const { pathname } = useLocation();
  const room = rooms.find((one) => pathname.startsWith(one.path));
  return (
    <header className={styles.top}>
      <Button type="text" icon={<MenuOutlined />} aria-label={t.frame.menu} aria-expanded={open} onClick={() => setOpen(true)} />
      <Logo size={24} />
      <span className={styles.topTitle}>{room ? t.frame[room.title] : t.name}</span>
      <Drawer
        title={t.name}
        placement="left"
        size={264}
        open={open}
        onClose={() => setOpen(false)}
        closable={{ "aria-label": t.frame.close }}
        styles={{ body: { display: "flex", flexDirection: "column", padding: 12 } }}
      >
        <RoomMenu onChosen={() => setOpen(false)} />
        <Person />
      </Drawer>
    </header>
  );
}
