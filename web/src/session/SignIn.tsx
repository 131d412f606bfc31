import { Button, Input } from "antd";
import { useEffect, useId, useState, type SubmitEvent } from "react";
import { LanguageSwitch } from "../frame/LanguageSwitch";
import { Logo } from "../frame/Logo";
import { Failure } from "../notices/Failure";
import { useTexts } from "../texts/TextsProvider";
import { useSession } from "./SessionProvider";
import styles from "./SignIn.module.css";

export function SignIn() {
  const { t } = useTexts();
  const { signIn } = useSession();
  const [key, setKey] = useState("");
  const [empty, setEmpty] = useState(false);
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const id = useId();

  useEffect(() => {
    document.title = `${t.signin.title} · ${t.name}`;
  }, [t]);

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setError(undefined);
    setEmpty(key.trim() === "");
    if (key.trim() === "") return;
    setBusy(true);
    try {
      await signIn(key.trim());
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className={styles.page}>
      <form className={styles.card} onSubmit={submit} noValidate>
        <div className={styles.brand}>
          <Logo size={40} />
          <LanguageSwitch />
        </div>
        <h1 className={styles.title}>{t.name}</h1>
        <p className={styles.lead}>{t.signin.lead}</p>
        <label className={styles.label} htmlFor={id}>
          {t.signin.key}
        </label>
        <Input.Password
          id={id}
          size="large"
          autoFocus
          autoComplete="off"
          placeholder={t.signin.placeholder}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          aria-describedby={`${id}-hint`}
          aria-invalid={empty || error !== undefined}
          {...(empty || error ? { status: "error" as const } : {})}
        />
        {empty && (
          <p className={styles.empty} role="alert">
            {t.signin.empty}
          </p>
        )}
        {error && <Failure error={error} />}
        <Button type="primary" size="large" htmlType="submit" block loading={busy}>
          {t.signin.submit}
        </Button>
        <p id={`${id}-hint`} className={styles.hint}>
          {t.signin.hint} {t.signin.private}
        </p>
      </form>
    </main>
  );
}
