#ifndef CARTERA_TOOLS_CARTERA_GOLDEN_H_
#define CARTERA_TOOLS_CARTERA_GOLDEN_H_

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace cartera::cli {

// Compares with tests/golden/cli/<name>; CARTERA_UPDATE_GOLDEN=1 writes it anew instead.
inline void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = "tests/golden/cli/" + name;
  if (std::getenv("CARTERA_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  std::stringstream wanted;
  wanted << file.rdbuf();
  EXPECT_EQ(wanted.str(), text) << path;
}

}  // namespace cartera::cli

#endif  // CARTERA_TOOLS_CARTERA_GOLDEN_H_
