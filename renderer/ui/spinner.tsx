import './spinner.css';
/** Something goes on; the words say what. */
export function Spinner({ children }: { children: string }) {
  return (
    <span className="spinner" role="status">
      <span className="spinner-ring" aria-hidden />
      {children}
    </span>
  );
}
