import { Skeleton } from "antd";

/** The shape of a room before its content is here. */
export function RoomSkeleton() {
  return (
    <div style={{ padding: 24, maxWidth: 1120 }} aria-busy="true">
      <Skeleton active title={{ width: 180 }} paragraph={{ rows: 6 }} />
    </div>
  );
}
