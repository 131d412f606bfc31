import { NavLink } from "react-router";
import { useMe } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";
import { rooms } from "./rooms";
import styles from "./Frame.module.css";

export function RoomMenu({ onChosen }: { onChosen?: () => void }) {
  const { t } = useTexts();
  const { principal } = useMe();
  const open = rooms.filter((room) => !room.roles || room.roles.includes(principal.role));
  return (
    <nav aria-label={t.frame.rooms}>
      <ul className={styles.menu}>
        {open.map((room) => (
          <li key={room.path}>
            <NavLink
              to={room.path}
              className={({ isActive }) => `${styles.room} ${isActive ? styles.here : ""}`}
              {...(onChosen ? { onClick: onChosen } : {})}
            >
              {room.icon}
              <span>{t.frame[room.title]}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
