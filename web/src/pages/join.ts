import { openJoinPage } from "../join/page";
import { sentence } from "../join/words";
import { h } from "../ui/h";
import { shell } from "../ui/shell";
import "../join/join.css";

openJoinPage().catch((e: unknown) => {
  shell(
    "join",
    h(
      "p",
      { class: "notice bad", role: "alert" },
      `This page could not start: ${sentence(e)} (expected: a current browser; load it again).`,
    ),
  );
});
