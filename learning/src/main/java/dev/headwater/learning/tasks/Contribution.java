package dev.headwater.learning.tasks;

/**
 * One client's answer to a {@link TrainTask}.
 *
 * @param client the client's name
 * @param round the round it answers
 * @param numExamples examples trained on, at least 1
 * @param weight what the vector was multiplied by; num_examples in FedAvg
 * @param vector the very vector that is summed: {@code weight * delta}, float32, flat; owned by
 *     this value
 * @param trainLoss mean training loss in nats; 0 where the task hides scores
 * @param withinNorm whether the vector was within the clipping norm before it was clipped; true
 *     where there is no norm or the task does not ask
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Contribution(
    String client,
    int round,
    int numExamples,
    double weight,
    float[] vector,
    double trainLoss,
    boolean withinNorm) {}
