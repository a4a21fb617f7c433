#ifndef CARTERA_TOOLS_STORY_PLAYER_H_
#define CARTERA_TOOLS_STORY_PLAYER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/story/story.h"

namespace cartera::story {

struct Options {
  std::string carterad;  // the server's binary
  std::string cartera;   // the command line's
  std::string data_dir;  // of the server; the story keeps its own notes in it, too
  std::string samples;   // folder with the sample portfolio and cases
  int port = -1;         // 0 takes a free one; -1: 7400 if it is free, else a free one
  bool exit = false;     // stop after the story
  // Play against one process for each service, whose binaries stand beside carterad.
  bool split = false;
};

// Starts the server, plays the steps with the real command line, printing each with its output, and
// says how to go on. On data where the story was played before, only the steps that look are
// played. Returns the exit code: 0 only when every step did what it should.
int Play(const Options& options, const Story& story);

}  // namespace cartera::story

#endif  // CARTERA_TOOLS_STORY_PLAYER_H_
