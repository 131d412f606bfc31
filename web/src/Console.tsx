import { BrowserRouter } from "react-router";
import { Crash } from "./notices/Crash";
import { Door } from "./session/Door";
import { SessionProvider } from "./session/SessionProvider";
import { TextsProvider } from "./texts/TextsProvider";
import { ThemeProvider } from "./theme/ThemeProvider";

export function Console() {
  return (
    <TextsProvider>
      <ThemeProvider>
        <Crash>
          <BrowserRouter>
            <SessionProvider>
              <Door />
            </SessionProvider>
          </BrowserRouter>
        </Crash>
      </ThemeProvider>
    </TextsProvider>
  );
}
