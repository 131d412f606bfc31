import { useTexts } from "../texts/TextsProvider";
import { Logo } from "./Logo";
import { Person } from "./Person";
import { RoomMenu } from "./RoomMenu";
import styles from "./Frame.module.css";

export function SideBar() {
  const { t } = useTexts();
  return (
    <div className={styles.side}>
      <div className={styles.brand}>
        <Logo />
        <span>{t.name}</span>
      </div>
      <RoomMenu />
      <Person />
    </div>
  );
}
