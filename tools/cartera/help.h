#ifndef CARTERA_TOOLS_CARTERA_HELP_H_
#define CARTERA_TOOLS_CARTERA_HELP_H_

#include <string>
#include <vector>

#include "tools/cartera/invocation.h"

namespace cartera::cli {

// Flags and positional arguments of a verb, the latter first and in their order.
std::vector<Flag> FlagsOfVerb(const Verb& verb);
// How many of them are positional; those in brackets may be left out.
struct Positional {
  std::string path;
  bool optional = false;
};
std::vector<Positional> PositionalOfVerb(const Verb& verb);

// The flags that every verb has.
const std::vector<Flag>& GlobalFlags();

// "case lines import".
std::string FullVerb(const Verb& verb);

std::string RootHelp(const PageStyle& style);
std::string NounHelp(absl::string_view noun, const PageStyle& style);
std::string VerbHelp(const Verb& verb, const PageStyle& style);

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_HELP_H_
