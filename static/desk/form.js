/* The form of a post, where scripts run. Without them it is a plain form whose body is a textarea. */

import { start } from "./editor.js";

for (const textarea of document.querySelectorAll("textarea[data-editor]")) start(textarea);
