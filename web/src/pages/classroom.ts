import "../runs/runs.css";
import "../classroom/classroom.css";
import { classroomPage } from "../classroom/page";
import { openTransport } from "../wire/transport";

classroomPage(openTransport());
