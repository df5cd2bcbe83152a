declare module "virtual:takeaway" {
  /** The page's script; see takeaway.ts beside vite.config.ts. */
  const code: string;
  export default code;
}
