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
  colorWarning: "#8f5406",
  colorError: "#b3372f",
  colorTextBase: "#15201f",
  colorTextSecondary: "#4c5b59",
  colorTextTertiary: "#5f6d6a",
  colorTextPlaceholder: "#5f6d6a",
  colorBgLayout: "#f2f5f4",
  colorPrimaryBg: "#dcecea",
  colorPrimaryBgHover: "#cfe4e2",
  colorPrimaryBorder: "#9fcac6",
  colorInfoBg: "#e6f1f0",
  colorInfoBorder: "#b4d6d3",
  colorSuccessBg: "#e5f3ea",
  colorSuccessBorder: "#b3d9c2",
  colorWarningBg: "#fbf1de",
  colorWarningBorder: "#e3bf7c",
  colorErrorBg: "#fbecea",
  colorErrorBorder: "#eab9b4",
  colorBorder: "#cbd5d2",
  colorBorderSecondary: "#e1e8e5",
};

const dark: NonNullable<ThemeConfig["token"]> = {
  colorPrimary: "#5fd0c8",
  colorInfo: "#5fd0c8",
  colorLink: "#74d6cf",
  colorSuccess: "#6fdc9f",
  colorWarning: "#f3bb62",
  colorError: "#ff8f85",
  colorTextBase: "#e9f1ef",
  colorBgBase: "#0d1516",
  colorTextSecondary: "#a9bab7",
  colorTextTertiary: "#8b9d9a",
  colorTextPlaceholder: "#8b9d9a",
  colorPrimaryBg: "#15383a",
  colorPrimaryBgHover: "#1a4345",
  colorPrimaryBorder: "#24595a",
  colorPrimaryText: "#7fd3cd",
  colorInfoBg: "#14302f",
  colorInfoBorder: "#24514f",
  colorSuccessBg: "#15301f",
  colorSuccessBorder: "#255338",
  colorWarningBg: "#2e2413",
  colorWarningBorder: "#6d5626",
  colorErrorBg: "#371d1b",
  colorErrorBorder: "#6a322d",
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
      Table: { headerBg: "transparent", headerSplitColor: "transparent", cellPaddingBlockMD: 10, cellPaddingInlineMD: 16, cellPaddingInlineSM: 12 },
      // The bright water of the dark ground carries dark words.
      Button: { primaryShadow: "none", defaultShadow: "none", ...(isDark ? { primaryColor: "#06201f" } : {}) },
      Drawer: { paddingLG: 20 },
    },
  };
}
