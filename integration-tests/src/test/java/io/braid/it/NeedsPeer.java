package io.braid.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The foreign programs that a test needs; see {@link Peers#missing}. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(NeedsPeer.Condition.class)
@interface NeedsPeer {
  /** {@code mysql}, {@code client:NAME} or {@code program:NAME}. */
  String[] value();

  /** Skips with the reason; where peers are required the test runs, and fails by itself. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      Optional<NeedsPeer> needs =
          AnnotationSupport.findAnnotation(context.getElement(), NeedsPeer.class);
      if (needs.isPresent() && !Peers.required()) {
        for (String peer : needs.get().value()) {
          Optional<String> reason = Peers.missing(peer);
          if (reason.isPresent()) {
            return ConditionEvaluationResult.disabled(reason.get());
          }
        }
      }
      return ConditionEvaluationResult.enabled("its peers are there");
    }
  }
}
