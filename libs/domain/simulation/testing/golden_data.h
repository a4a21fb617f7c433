#ifndef CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_GOLDEN_DATA_H_
#define CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_GOLDEN_DATA_H_

#include <string>
#include <vector>

// For the tests: numbers out of the files of tests/data.
namespace cartera::simulation {

std::string ReadTestFile(const std::string& path);

// The number behind the last of these keys of a JSON text, each looked for after the one before.
double NumberAt(const std::string& json, const std::vector<std::string>& keys);

// The rows of the matrix behind a key.
std::vector<std::vector<double>> MatrixAt(const std::string& json, const std::string& key);

}  // namespace cartera::simulation

#endif  // CARTERA_LIBS_DOMAIN_SIMULATION_TESTING_GOLDEN_DATA_H_
