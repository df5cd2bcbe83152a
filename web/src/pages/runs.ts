import "../runs/runs.css";
import { runsPage } from "../runs/page";
import { openTransport } from "../wire/transport";

runsPage(openTransport());
