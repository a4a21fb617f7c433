#ifndef CARTERA_TOOLS_CARTERA_VERBS_H_
#define CARTERA_TOOLS_CARTERA_VERBS_H_

#include <string>
#include <utility>
#include <vector>

#include "tools/cartera/invocation.h"

namespace cartera::cli {

// Every verb of the command line, once. Help, parsing, completion and tests all read it.
const std::vector<Verb>& Verbs();

// The nouns in the order of help, each with what it is.
const std::vector<std::pair<std::string, std::string>>& Nouns();

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_VERBS_H_
