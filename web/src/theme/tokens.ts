import { theme, type ThemeConfig } from "antd";

const fontFamily =
  'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';
const fontFamilyCode = 'ui-monospace, "SF Mono", "Cascadia Mono", Consolas, "Liberation Mono", "Noto Sans Mono CJK SC", monospace';

/** Water for what one may press, silt for what is quoted, stone for the ground. */
const light: NonNullable<ThemeConfig["token"]> = {
  colorPrimary: "#0e6b70",
  colorInfo: "#0e6b70",
  colorLink: "#0e6b70",
  colorSuccess: "#2c7a4b",
  colorWarning: "#a5640b",
  colorError: "#b3372f",
  colorTextBase: "#15201f",
  colorTextSecondary: "#4c5b59",
  colorTextTertiary: "#64726f",
  colorBgLayout: "#f2f5f4",
  colorBorder: "#cbd5d2",
  colorBorderSecondary: "#e1e8e5",
};

const dark: NonNullable<ThemeConfig["token"]> = {
  colorPrimary: "#2a8f8d",
  colorInfo: "#2a8f8d",
  colorLink: "#66c6c0",
  colorSuccess: "#4fae78",
  colorWarning: "#d59a3d",
  colorError: "#df6a60",
  colorTextBase: "#e9f1ef",
  colorBgBase: "#0d1516",
  colorTextSecondary: "#a9bab7",
  colorTextTertiary: "#8b9d9a",
  colorBgLayout: "#0d1516",
  colorBgContainer: "#142021",
  colorBgElevated: "#1a2829",
  colorBorder: "#324546",
  colorBorderSecondary: "#223132",
};

export function weirTheme(isDark: boolean, still: boolean): ThemeConfig {
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: "weir" },
    token: { ...(isDark ? dark : light), fontFamily, fontFamilyCode, borderRadius: 6, wireframe: false, motion: !still },
    components: {
      Table: { headerBg: "transparent", headerSplitColor: "transparent", cellPaddingBlock: 10, cellPaddingInline: 12 },
      Button: { primaryShadow: "none", defaultShadow: "none" },
      Drawer: { paddingLG: 20 },
    },
  };
}
