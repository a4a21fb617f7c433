#ifndef CARTERA_TOOLS_STORY_STORY_H_
#define CARTERA_TOOLS_STORY_STORY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cartera::story {

// One command of a story and what must come of it.
struct Step {
  std::string title;  // starts a chapter when not empty
  std::string say;    // what happens and why, in plain words
  std::string as;     // who: the subject to log in as; empty: nobody
  std::string token;  // instead of logging in: this token as it stands
  std::string run;    // arguments of `cartera`, quoted as in a shell; ${NAME} is replaced
  int exit_code = 0;
  std::vector<std::string> expect;             // texts that the output must contain
  std::map<std::string, std::string> capture;  // NAME -> regular expression with one group
  int patience = 0;    // seconds to try again, when it depends on an effect between services
  int lines = 0;       // of the output to print; 0: all
  bool quiet = false;  // print the command, not its output
  bool again = false;  // runs on a later start, too: it only looks
};

struct Story {
  std::vector<Step> steps;
  std::vector<std::string> hints;  // arguments of `cartera` to try when it is over
};

// Reads YAML, a list of steps and at its end what to try next (main_job.yaml shows the form).
absl::StatusOr<Story> ReadStory(const std::string& path);

using Variables = std::map<std::string, std::string>;

// `text` with ${NAME} replaced. Errors: INVALID_ARGUMENT naming a variable that nobody set.
absl::StatusOr<std::string> Fill(absl::string_view text, const Variables& variables);

// Words of a command line: spaces part them; '...' and "..." hold them together; \ takes the next
// character as it is. Errors: INVALID_ARGUMENT for a quote left open.
absl::StatusOr<std::vector<std::string>> SplitWords(absl::string_view line);

}  // namespace cartera::story

#endif  // CARTERA_TOOLS_STORY_STORY_H_
