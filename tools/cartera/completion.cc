#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "tools/cartera/commands.h"
#include "tools/cartera/help.h"
#include "tools/cartera/verbs.h"

namespace cartera::cli {
namespace {

// What may follow each run of words, such as "case lines", and each flag after it.
struct Completions {
  std::map<std::string, std::set<std::string>> after;
  std::map<std::string, std::string> values;  // "case create --kind" -> "new change"
};

void AddFlags(const std::string& command, const std::vector<Flag>& flags, Completions* words) {
  for (const Flag& flag : flags) {
    if (absl::ascii_isupper(static_cast<unsigned char>(flag.name[0]))) continue;
    words->after[command].insert(absl::StrCat("--", flag.name));
    if (flag.words.empty()) continue;
    words->values[absl::StrCat(command, " --", flag.name)] = absl::StrJoin(flag.words, " ");
  }
}

Completions Collect() {
  Completions words;
  for (const Verb& verb : Verbs()) {
    std::string command;
    for (absl::string_view word : absl::StrSplit(FullVerb(verb), ' ')) {
      words.after[command].insert(std::string(word));
      absl::StrAppend(&command, command.empty() ? "" : " ", word);
    }
    AddFlags(command, FlagsOfVerb(verb), &words);
    AddFlags(command, GlobalFlags(), &words);
  }
  return words;
}

constexpr char kFunction[] = R"sh(
_cartera() {
  local word command="" previous="${COMP_WORDS[COMP_CWORD-1]}" current="${COMP_WORDS[COMP_CWORD]}"
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    local longer="${command:+$command }$word"
    [ -n "${_cartera_after[$longer]}" ] && command="$longer"
  done
  local words="${_cartera_values["$command $previous"]}"
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ "$previous" == --*file ]]; then
    COMPREPLY=($(compgen -f -- "$current"))
  else
    COMPREPLY=($(compgen -W "${_cartera_after["${command:- }"]}" -- "$current"))
  fi
}
complete -o default -F _cartera cartera
)sh";

}  // namespace

absl::StatusOr<int> CompletionBash(Invocation& invocation) {
  const Completions words = Collect();
  std::ostream& out = *invocation.out;
  out << "# bash completion for cartera: source <(cartera completion bash)\n"
      << "declare -gA _cartera_after=(\n";
  for (const auto& [command, next] : words.after) {
    // An empty subscript is no subscript in bash.
    out << "  [\"" << (command.empty() ? " " : command) << "\"]=\"" << absl::StrJoin(next, " ")
        << "\"\n";
  }
  out << ")\ndeclare -gA _cartera_values=(\n";
  for (const auto& [flag, values] : words.values) {
    out << "  [\"" << flag << "\"]=\"" << values << "\"\n";
  }
  out << ")" << kFunction;
  return 0;
}

}  // namespace cartera::cli
