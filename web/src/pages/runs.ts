import { createGrpcWebTransport } from "@connectrpc/connect-web";
import "../runs/runs.css";
import { runsPage } from "../runs/page";

runsPage(createGrpcWebTransport({ baseUrl: location.origin, useBinaryFormat: true }));
