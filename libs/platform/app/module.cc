#include "libs/platform/app/module.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"

namespace cartera::app {
namespace {

using Graph = std::map<std::string, std::vector<std::string>>;

absl::Status Visit(const Graph& graph, const std::string& node, std::vector<std::string>* path,
                   std::set<std::string>* done, absl::string_view what) {
  if (done->contains(node)) return absl::OkStatus();
  for (const std::string& above : *path) {
    if (above == node) {
      return absl::FailedPreconditionError(
          absl::StrCat("the ", what, " between services go round: ", absl::StrJoin(*path, " -> "),
                       " -> ", node));
    }
  }
  path->push_back(node);
  const auto next = graph.find(node);
  if (next != graph.end()) {
    for (const std::string& child : next->second) {
      RETURN_IF_ERROR(Visit(graph, child, path, done, what));
    }
  }
  path->pop_back();
  done->insert(node);
  return absl::OkStatus();
}

absl::Status CheckGraph(const Graph& graph, absl::string_view what) {
  std::set<std::string> done;
  for (const auto& [node, unused] : graph) {
    std::vector<std::string> path;
    RETURN_IF_ERROR(Visit(graph, node, &path, &done, what));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckDag(absl::Span<const Module> modules) {
  Graph calls, reads;
  for (const Module& module : modules) {
    calls[module.name] = module.calls;
    reads[module.name] = module.reads;
  }
  RETURN_IF_ERROR(CheckGraph(calls, "calls"));
  return CheckGraph(reads, "views read");
}

}  // namespace cartera::app
