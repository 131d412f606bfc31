import { LogoutOutlined } from "../theme/icons";
import { Button, Tooltip } from "antd";
import { useMe, useSession } from "../session/SessionProvider";
import { useTexts } from "../texts/TextsProvider";
import { LanguageSwitch } from "./LanguageSwitch";
import styles from "./Frame.module.css";

/** Who is signed in, in which language, and the way out. */
export function Person() {
  const { t } = useTexts();
  const { principal, version } = useMe();
  const { signOut } = useSession();
  return (
    <div className={styles.person}>
      <div className={styles.who}>
        <div className={styles.whoName} title={principal.name}>
          {principal.name}
        </div>
        <div className="quiet">{t.role[principal.role] ?? principal.role}</div>
      </div>
      <Tooltip title={t.frame.signOut}>
        <Button type="text" icon={<LogoutOutlined />} aria-label={t.frame.signOut} onClick={() => void signOut()} />
      </Tooltip>
      <div className={styles.foot}>
        <LanguageSwitch />
        <span className="quiet number">{t.frame.version(version)}</span>
      </div>
    </div>
  );
}
