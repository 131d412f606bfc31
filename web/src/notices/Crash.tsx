import { Component, type ReactNode } from "react";
import { Failure } from "./Failure";

/** Shows what broke instead of an empty page. */
export class Crash extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div style={{ padding: 24 }}>
        <Failure error={error} retry={() => window.location.reload()} />
      </div>
    );
  }
}
