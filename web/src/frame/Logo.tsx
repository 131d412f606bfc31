/** A weir divides the water: the stream comes from the left and parts at the fish mouth. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="7" fill="#0e6b70" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round">
        <path d="M4 12c6 0 8-5 14-5h10" />
        <path d="M4 20c6 0 8 5 14 5h10" />
      </g>
      <path d="M9.5 16c6 0 8.500-4.500 18.500-4.500v9c-10 0-12.500-4.500-18.500-4.500z" fill="#e8c48a" />
    </svg>
  );
}
