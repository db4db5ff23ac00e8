/** Stands where content is about to be. */
export function Skeleton({ lines = 4, label = "Loading" }: { readonly lines?: number; readonly label?: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have nothing else to tell them apart, and never move
        <span key={index} className="skeleton__line" />
      ))}
    </div>
  );
}
