#include "libs/domain/appraisal/evaluate.h"
