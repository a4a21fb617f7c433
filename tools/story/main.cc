#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/story/player.h"

int main(int argc, char** argv) {
  cartera::story::Options options;
  const std::string source = CARTERA_SOURCE_DIR;
  std::string story = source + "/tools/story/main_job.yaml";
  options.samples = source + "/tools/samples";
  CLI::App app{
      "Starts Cartera and plays its main job.\nExample: cartera-story --exit --data-dir /tmp/c"};
  app.add_option("--carterad", options.carterad, "The server's binary")->required();
  app.add_option("--cartera", options.cartera, "The command line's binary")->required();
  app.add_option("--data-dir", options.data_dir, "Where the data lives")->required();
  app.add_option("--port", options.port, "Port to serve on; 0 takes a free one")
      ->check(CLI::Range(0, 65535));
  app.add_option("--samples", options.samples, "Folder of the sample portfolio");
  app.add_option("--story", story, "The story to play");
  app.add_flag("--exit", options.exit, "Stop after the story");
  app.add_flag("--split", options.split, "One process for each service instead of carterad");
  CLI11_PARSE(app, argc, argv);
  const auto told = cartera::story::ReadStory(story);
  if (!told.ok()) {
    std::cerr << "cartera-story: " << told.status().message() << std::endl;
    return 2;
  }
  return cartera::story::Play(options, *told);
}
