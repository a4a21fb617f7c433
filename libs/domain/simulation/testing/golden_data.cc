#include "libs/domain/simulation/testing/golden_data.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace cartera::simulation {

std::string ReadTestFile(const std::string& path) {
  std::ifstream file("tests/data/" + path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

double NumberAt(const std::string& json, const std::vector<std::string>& keys) {
  size_t at = 0;
  for (const std::string& key : keys) {
    at = json.find("\"" + key + "\":", at);
    if (at == std::string::npos) {
      ADD_FAILURE() << "no key " << key;
      return 0;
    }
    at += key.size() + 3;
  }
  return std::strtod(json.c_str() + at, nullptr);
}

std::vector<std::vector<double>> MatrixAt(const std::string& json, const std::string& key) {
  std::vector<std::vector<double>> rows;
  size_t at = json.find("\"" + key + "\":");
  EXPECT_NE(at, std::string::npos) << key;
  int depth = 0;
  for (at = json.find('[', at); at < json.size(); ++at) {
    const char c = json[at];
    if (c == '[' && ++depth == 2) rows.emplace_back();
    if (c == ']' && --depth == 0) break;
    if (c != '-' && (c < '0' || c > '9')) continue;
    char* end = nullptr;
    rows.back().push_back(std::strtod(json.c_str() + at, &end));
    at = static_cast<size_t>(end - json.c_str()) - 1;
  }
  return rows;
}

}  // namespace cartera::simulation
